using System.Globalization;

namespace Messaging.TestSupport.Fuzzing;

/// <summary>How much is fuzzed: the same in every run, unless <c>infra/fuzz.sh</c> asks for more, or for other.</summary>
public static class FuzzSettings
{
    /// <summary>Seed of everything random.</summary>
    public static int Seed { get; } = Given("FUZZ_SEED", 20301231);

    /// <summary>How many inputs a test tries.</summary>
    /// <param name="otherwise">As many as take it some seconds.</param>
    public static int Inputs(int otherwise) => Given("FUZZ_INPUTS", otherwise);

    private static int Given(string variable, int otherwise) =>
        int.TryParse(Environment.GetEnvironmentVariable(variable), CultureInfo.InvariantCulture, out var number) ? number : otherwise;
}
