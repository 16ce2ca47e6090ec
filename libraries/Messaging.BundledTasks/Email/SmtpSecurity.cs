namespace Messaging.BundledTasks.Email;

/// <summary>How the connection to the mail server is protected.</summary>
internal enum SmtpSecurity
{
    /// <summary>Not at all: for a relay on this machine or on a network that is trusted.</summary>
    None,

    /// <summary>By TLS after STARTTLS. A server that does not offer it, or whose certificate is not trusted, is not used.</summary>
    StartTls,

    /// <summary>By TLS from the first byte, usually on port 465. A server whose certificate is not trusted is not used.</summary>
    Tls,
}
