using System.Diagnostics;

namespace Messaging.TestSupport;

/// <summary>An authority that signs certificates, made by openssl: not by the library that is to believe them.</summary>
public sealed class TestAuthority
{
    private readonly string _directory;
    private readonly string _name;

    private TestAuthority(string directory, string name)
    {
        _directory = directory;
        _name = name;
    }

    /// <summary>File with its own certificate.</summary>
    public string Certificate => CertificateOf(_name);

    /// <summary>Makes an authority whose files are in a directory that is there.</summary>
    public static async Task<TestAuthority> Create(string directory, string name = "authority")
    {
        var authority = new TestAuthority(directory, name);
        await File.WriteAllTextAsync(Path.Combine(directory, "openssl.cnf"), "[req]\ndistinguished_name=subject\n[subject]\n");
        await authority.Sign(name, "basicConstraints=critical,CA:TRUE", "keyUsage=critical,keyCertSign");
        return authority;
    }

    /// <summary>Signs a certificate for a name, in files named like it.</summary>
    /// <param name="name">The common name.</param>
    /// <param name="subjects">What it is for, such as <c>IP:127.0.0.1</c> or <c>DNS:broker</c>.</param>
    /// <param name="usages">What it may be shown as.</param>
    public Task Issue(string name, string subjects, string usages = "serverAuth,clientAuth") =>
        Sign(
            name,
            "-CA",
            Certificate,
            "-CAkey",
            KeyOf(_name),
            "basicConstraints=critical,CA:FALSE",
            $"extendedKeyUsage={usages}",
            $"subjectAltName={subjects}");

    public string CertificateOf(string name) => Path.Combine(_directory, $"{name}.pem");

    public string KeyOf(string name) => Path.Combine(_directory, $"{name}.key");

    private Task Sign(string name, params string[] options) => Run(
        [
            "req", "-x509", "-config", Path.Combine(
                _directory, "openssl.cnf"), "-newkey", "rsa:2048", "-nodes", "-days", "2", "-subj", $"/CN={name}",
            "-keyout", KeyOf(name), "-out", CertificateOf(name), .. options.SelectMany(
                option => option.Contains('=', StringComparison.Ordinal) ? ["-addext", option] : new[] { option }),
        ]);

    private static async Task Run(string[] arguments)
    {
        using var process = Process.Start(
            new ProcessStartInfo("openssl", arguments) { RedirectStandardError = true, UseShellExecute = false })!;
        var error = await process.StandardError.ReadToEndAsync();
        await process.WaitForExitAsync();
        if (process.ExitCode != 0)
        {
            throw new InvalidOperationException($"openssl {string.Join(' ', arguments)} ended with {process.ExitCode}: {error}");
        }
    }
}
