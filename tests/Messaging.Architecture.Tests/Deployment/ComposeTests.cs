using System.Text.RegularExpressions;

namespace Messaging.Architecture.Tests.Deployment;

public sealed partial class ComposeTests
{
    private static readonly string[] Ours = ["producer", "statusquery", "worker"];
    private static readonly string[] Secrets = ["PASSWORD", "PASS", "REDISCLI_AUTH", "API_KEY", "ApiKeys"];

    public static TheoryData<string> Services => [.. ComposeFile.Services.Keys];

    [Fact]
    public void The_whole_system_is_there() =>
        ComposeFile.Services.Keys.ShouldBe([.. Ours, "rabbitmq", "redis", "jaeger", "prometheus", "grafana", "mail"], ignoreOrder: true);

    [Theory]
    [MemberData(nameof(Services))]
    public void Every_container_tells_whether_it_is_well(string service)
    {
        var lines = ComposeFile.Services[service];

        lines.ShouldContain("healthcheck:");
        lines.ShouldMatch(@"\n      test: \[""CMD");
        lines.ShouldMatch(@"\n      retries: [1-9]");
        lines.ShouldMatch(@"\n      start_period: [1-9]\d*s");
    }

    [Theory]
    [MemberData(nameof(Services))]
    public void No_container_can_take_all_memory_write_to_its_image_or_gain_rights(string service)
    {
        var lines = ComposeFile.Services[service];

        lines.ShouldMatch(@"\n    mem_limit: [1-9]\d*[mg]\n");
        lines.ShouldMatch(@"\n    pids_limit: [1-9]\d*\n");
        lines.ShouldMatch(@"(^|\n)    read_only: true\n");
        lines.ShouldMatch(@"\n    cap_drop: \[ALL\]\n");
        lines.ShouldMatch(@"\n    security_opt: \[""no-new-privileges:true""\]\n");
        lines.ShouldMatch(@"\n    user: (""[1-9]\d*:\d+""|rabbitmq|redis)\n");
        lines.ShouldNotContain("privileged");
        lines.ShouldNotContain("docker.sock");
    }

    [Theory]
    [MemberData(nameof(Services))]
    public void Every_image_is_ours_or_has_a_version(string service)
    {
        var image = Image.Match(ComposeFile.Services[service]).Groups["image"].Value;

        image.ShouldMatch(
            Ours.Contains(service) ? $@"^messaging/{service}:\$\{{IMAGE_TAG:-\d+\.\d+\.\d+\}}$" : @"^[a-z/]+:v?\d+(\.\d+)+(-[a-z]+)?$");
    }

    [Theory]
    [MemberData(nameof(Services))]
    public void A_container_publishes_one_port_at_most_and_on_loopback_unless_told_otherwise(string service)
    {
        string[] ports = [.. ComposeFile.Items(ComposeFile.Services[service], "ports")];

        ports.Length.ShouldBeLessThanOrEqualTo(1);
        ports.ShouldAllBe(port => Port.IsMatch(port));
        ComposeFile.Services[service].Contains("network_mode", StringComparison.Ordinal).ShouldBeFalse();
    }

    [Fact]
    public void Ports_are_found_and_workers_have_none()
    {
        string[] published =
        [
            .. ComposeFile.Services.Where(service => ComposeFile.Items(service.Value, "ports").Any()).Select(service => service.Key),
        ];

        published.ShouldBe(["rabbitmq", "producer", "statusquery", "jaeger", "prometheus", "grafana", "mail"], ignoreOrder: true);
    }

    [Fact]
    public void Passwords_come_from_the_environment_and_have_no_default()
    {
        string[] values =
        [
            .. Setting.Matches(ComposeFile.Text)
                .Where(setting => Secrets.Any(setting.Groups["name"].Value.Contains))
                .Select(setting => setting.Groups["value"].Value),
        ];

        values.Length.ShouldBeGreaterThanOrEqualTo(4);
        values.ShouldAllBe(value => Required.IsMatch(value));
        ComposeFile.Text.ShouldNotMatch(@"\$\{\w*(PASSWORD|API_KEY)(:?-|\})");
        ComposeFile.Text.ShouldNotContain("guest");
    }

    [Fact]
    public void Services_start_after_broker_and_store_and_have_time_to_stop()
    {
        foreach (var service in Ours.Select(name => ComposeFile.Services[name]))
        {
            service.ShouldMatch(@"\n    depends_on:\n      rabbitmq:\n        condition: service_healthy\n      redis:\n        condition: service_healthy\n");
            service.ShouldMatch(@"\n    stop_grace_period: 45s\n");
        }
    }

    [Fact]
    public void Every_file_that_is_mounted_exists()
    {
        string[] files = [.. Mount.Matches(ComposeFile.Text).Select(match => $"infra/{match.Groups["path"].Value}")];

        files.Length.ShouldBeGreaterThanOrEqualTo(6);
        files.Where(file => !System.IO.Path.Exists(System.IO.Path.Combine(Repository.Root, file))).ShouldBeEmpty();
    }

    [GeneratedRegex(@"^    image: (?<image>\S+)$", RegexOptions.Multiline)]
    private static partial Regex Image { get; }

    [GeneratedRegex(@"^\$\{BIND_ADDRESS:-127\.0\.0\.1\}:\$\{[A-Z]+_PORT:-\d+\}:\d+$")]
    private static partial Regex Port { get; }

    [GeneratedRegex(@"^ +(?<name>[A-Za-z_0-9]+): (?<value>.+)$", RegexOptions.Multiline)]
    private static partial Regex Setting { get; }

    [GeneratedRegex(@"^\$\{[A-Z_]+:\?run infra/env\.sh\}$")]
    private static partial Regex Required { get; }

    [GeneratedRegex(@"^ +- \./(?<path>[^:]+):/", RegexOptions.Multiline)]
    private static partial Regex Mount { get; }
}
