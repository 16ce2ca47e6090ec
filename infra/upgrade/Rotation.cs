using System.Globalization;

namespace Messaging.Upgrade;

/// <summary>
/// Sends each request to the next process of a service, as a load balancer does. Those that are asked must answer, and never with 5xx.
/// </summary>
internal sealed class Rotation(Fleet fleet, string service, Findings findings) : DelegatingHandler(new SocketsHttpHandler())
{
    private int _answers;
    private int _cutOff;
    private int _next;

    public int Answers => Volatile.Read(ref _answers);

    /// <summary>Requests that a process did not answer because it was stopping.</summary>
    public int CutOff => Volatile.Read(ref _cutOff);

    public HttpClient Client() =>
        new(this, disposeHandler: false) { BaseAddress = new Uri("http://rotation/"), Timeout = TimeSpan.FromSeconds(15) };

    protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        var members = fleet.Of(service);
        var member = members[(int)((uint)Interlocked.Increment(ref _next) % members.Length)];
        var what = $"{member.Name}: {request.Method} {request.RequestUri!.AbsolutePath}";
        request.RequestUri = new Uri(member.Process.Url, request.RequestUri.PathAndQuery);
        try
        {
            var response = await base.SendAsync(request, cancellationToken);
            Interlocked.Increment(ref _answers);
            if ((int)response.StatusCode >= 500)
            {
                var body = await response.Content.ReadAsStringAsync(cancellationToken);
                findings.Add(string.Create(CultureInfo.InvariantCulture, $"{what} was answered {(int)response.StatusCode}: {body}"));
            }

            return response;
        }
        catch (Exception exception) when (exception is HttpRequestException or IOException or OperationCanceledException)
        {
            if (member.IsAsked)
            {
                findings.Add($"{what} was not answered: {exception.Message}");
            }
            else
            {
                Interlocked.Increment(ref _cutOff);
            }

            throw;
        }
    }
}
