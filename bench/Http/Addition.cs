namespace Messaging.Bench.Http;

/// <summary>One <c>math.add</c> to submit: the no-op whose result can be checked.</summary>
internal readonly record struct Addition(int A, int B)
{
    public double Sum => (double)A + B;
}
