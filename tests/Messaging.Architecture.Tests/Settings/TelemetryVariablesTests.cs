using Messaging.AspNetCore;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.Configuration;

namespace Messaging.Architecture.Tests.Settings;

public sealed class TelemetryVariablesTests
{
    /// <summary>Read by the SDK alone, which takes any text.</summary>
    private const string ServiceName = "OTEL_SERVICE_NAME";

    /// <summary>The SDK's own, which the document names as such.</summary>
    private static readonly string[] OthersInText = ["OTEL_EXPORTER_OTLP_CERTIFICATE"];

    [Fact]
    public void Every_variable_that_is_read_has_one_row_in_the_document_and_no_row_names_another() =>
        DocumentedVariables.InTable.Order(StringComparer.Ordinal).ShouldBe(Read().Append(ServiceName).Order(StringComparer.Ordinal));

    [Fact]
    public void No_text_names_a_variable_that_is_not_read()
    {
        var known = Read().Append(ServiceName).Concat(OthersInText).ToHashSet(StringComparer.Ordinal);

        DocumentedVariables.Everywhere.Count.ShouldBeGreaterThan(DocumentedVariables.InTable.Count);
        DocumentedVariables.Everywhere.Where(named => !known.Contains(named.Name))
            .Select(named => $"{named.Name} in {named.Path}")
            .ShouldBeEmpty();
    }

    /// <summary>
    /// What a service asks for at its start. Only a sampler of shares asks for its share; with nothing to export the SDK is not there to
    /// ask for its own.
    /// </summary>
    private static IReadOnlyCollection<string> Read()
    {
        var asked = new AskedVariables(new Dictionary<string, string> { ["OTEL_TRACES_SAMPLER"] = "traceidratio" });
        var builder = WebApplication.CreateBuilder();
        ((IConfigurationBuilder)builder.Configuration).Add(asked);
        builder.AddServiceDefaults("producer", "http://127.0.0.1:0");
        return asked.Names;
    }
}
