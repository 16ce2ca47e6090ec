namespace Messaging.Standalone;

/// <summary>What a newcomer reads first.</summary>
internal static class Welcome
{
    /// <summary>Serves until told to stop, and says where.</summary>
    /// <returns>The exit code.</returns>
    public static async Task<int> Serve(WebApplication application)
    {
        await application.StartAsync();
        Write(application);
        await application.WaitForShutdownAsync();
        return 0;
    }

    private static void Write(WebApplication application)
    {
        var address = application.Address();
        Console.WriteLine(
            $$$"""

            Producer, Worker and StatusQuery run in this process. Nothing is kept when it ends.

              Submit a task   curl -s -X POST {{{address}}}/api/v1/tasks -H 'Content-Type: application/json' -d '{"name":"math.add","args":{"a":1,"b":2,"seconds":3}}'
              Read it         curl -s '{{{address}}}/api/v1/tasks/ID?wait=30s'
              Task types      {{{address}}}/api/v1/types
              Health          {{{address}}}/health/ready
              OpenAPI         {{{address}}}/openapi/v1.json

            Press Ctrl+C to stop.

            """);
    }
}
