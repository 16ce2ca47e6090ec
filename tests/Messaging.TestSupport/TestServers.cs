namespace Messaging.TestSupport;

/// <summary>The real servers that integration tests use, as <c>infra/test.sh</c> names them in the environment.</summary>
public static class TestServers
{
    public static string Redis => Required("ConnectionStrings__Redis");

    public static string RabbitMq => Required("ConnectionStrings__RabbitMq");

    private static string Required(string variable) =>
        Environment.GetEnvironmentVariable(variable) is { Length: > 0 } value
            ? value
            : throw new InvalidOperationException(
                $"{variable} is not set. Run the tests with infra/test.sh, which starts the servers, or set it to a server of your own.");
}
