using Microsoft.Extensions.Configuration;

namespace Messaging.Architecture.Tests.Settings;

/// <summary>
/// A source of settings that notes which variables <c>OTEL_*</c> it is asked for. None is set but those given, whatever other sources have.
/// </summary>
internal sealed class AskedVariables(IReadOnlyDictionary<string, string> given) : ConfigurationProvider, IConfigurationSource
{
    private readonly HashSet<string> _names = [];

    public IReadOnlyCollection<string> Names => _names;

    public IConfigurationProvider Build(IConfigurationBuilder builder) => this;

    public override bool TryGet(string key, out string? value)
    {
        value = null;
        if (!key.StartsWith("OTEL_", StringComparison.Ordinal))
        {
            return false;
        }

        _names.Add(key);
        value = given.GetValueOrDefault(key, "");
        return true;
    }
}
