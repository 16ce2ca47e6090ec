namespace Messaging.Tasks.Tests.Serialization;

public sealed class Greet : ITaskHandler<GreetArguments, string>
{
    public static string Name => "tests.greet";

    public Task<string> Run(GreetArguments arguments, TaskContext context) =>
        Task.FromResult(string.Join(' ', Enumerable.Repeat($"Hello {arguments.Who}", arguments.Times)));
}
