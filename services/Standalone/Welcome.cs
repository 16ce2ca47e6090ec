namespace Messaging.Standalone;

/// <summary>What a newcomer reads first.</summary>
internal static class Welcome
{
    /// <returns>The exit code.</returns>
    public static int WriteHelp()
    {
        Console.WriteLine(
            """
            Runs Producer, Worker and StatusQuery in one process, on an in-memory transport and store.

              dotnet run --project services/Standalone              serve on http://127.0.0.1:5080 until Ctrl+C
              dotnet run --project services/Standalone -- --demo    submit five tasks, show their states, print the results
              ... -- --urls http://127.0.0.1:8080                   serve elsewhere
              ... -- --Worker:Concurrency 8                         any setting, as in the environment or a settings file
            """);
        return 0;
    }

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
