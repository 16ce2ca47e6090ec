namespace Messaging.AspNetCore.Security;

/// <summary>Who may call the HTTP interface. Configuration section <c>Authentication</c>.</summary>
public sealed class ApiKeyOptions
{
    /// <summary>The configuration section.</summary>
    public const string Section = "Authentication";

    /// <summary>
    /// Keys that callers send as <c>X-Api-Key</c> or as bearer token, each of at least 16 characters. None: only callers on this machine
    /// are served. Default: none.
    /// </summary>
    public IList<string> ApiKeys { get; } = [];
}
