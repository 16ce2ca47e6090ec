namespace Messaging.BundledTasks.Tests.Csv;

#pragma warning disable CA1001 // The test framework disposes of it through IAsyncLifetime.
public sealed class ImportCsvArgumentsTests : IAsyncLifetime
#pragma warning restore CA1001
{
    private readonly ImportBed _bed = new();

    public async ValueTask InitializeAsync()
    {
        _bed.WriteRows(1);
        await File.WriteAllTextAsync(Path.Combine(_bed.Outside, "secret.csv"), "id,name\n1,Ann\n");
    }

    public async ValueTask DisposeAsync() => await _bed.DisposeAsync();

    [Theory]
    [InlineData("../secret.csv")]
    [InlineData("a/../../secret.csv")]
    [InlineData("/etc/passwd")]
    [InlineData("..")]
    [InlineData(".")]
    [InlineData("../data2/in.csv")]
    [InlineData("in.csv\u0000.png")]
    [InlineData("")]
    public async Task A_path_does_not_leave_the_data_directory(string path)
    {
        (await _bed.Run(new { path, database = "out.db", table = "t" })).ShouldBlame("path");
        (await _bed.Run(new { path = "in.csv", database = path, table = "t" })).ShouldBlame("database");

        Directory.GetFiles(_bed.Outside).ShouldBe([Path.Combine(_bed.Outside, "secret.csv")]);
    }

    [Fact]
    public async Task A_symbolic_link_does_not_lead_out_of_the_data_directory()
    {
        File.CreateSymbolicLink(Path.Combine(_bed.Data, "link.csv"), Path.Combine(_bed.Outside, "secret.csv"));
        File.CreateSymbolicLink(Path.Combine(_bed.Data, "dangling.db"), Path.Combine(_bed.Outside, "new.db"));
        Directory.CreateSymbolicLink(Path.Combine(_bed.Data, "up"), _bed.Outside);

        (await _bed.Run(new { path = "link.csv", database = "out.db", table = "t" })).ShouldBlame("path");
        (await _bed.Run(new { path = "up/secret.csv", database = "out.db", table = "t" })).ShouldBlame("path");
        (await _bed.Run(new { path = "in.csv", database = "dangling.db", table = "t" })).ShouldBlame("database");
        (await _bed.Run(new { path = "in.csv", database = "up/new.db", table = "t" })).ShouldBlame("database");

        File.Exists(Path.Combine(_bed.Outside, "new.db")).ShouldBeFalse();
    }

    [Theory]
    [InlineData("t; DROP TABLE x")]
    [InlineData("t\"")]
    [InlineData("1t")]
    [InlineData("")]
    [InlineData("sqlite_master")]
    [InlineData("_Messaging_imports")]
    [InlineData("a234567890123456789012345678901234567890123456789012345678901234")]
    public async Task A_table_has_a_plain_name(string table) =>
        (await _bed.Run(new { path = "in.csv", database = "out.db", table })).ShouldBlame("table");

    [Fact]
    public async Task Reserved_words_are_names_like_others()
    {
        await _bed.Succeed(new { path = "in.csv", database = "out.db", table = "select" });

        _bed.Query("SELECT name FROM \"select\"").ShouldBe(["Name 1"]);
    }

    [Fact]
    public async Task Columns_have_plain_and_different_names()
    {
        (await Run([new { name = "a\"b" }])).ShouldBlame("columns");
        (await Run([new { name = "" }])).ShouldBlame("columns");
        (await Run([null])).ShouldBlame("columns[0]");
        (await Run([])).ShouldBlame("columns");
        (await Run([new { name = "id" }, new { name = "ID" }])).ShouldBlame("columns");
        (await Run([new { name = "id", type = "date" }])).ShouldBlame("columns[0].type");

        Task<Messaging.Tasks.TaskOutcome> Run(object?[] columns) =>
            _bed.Run(new { path = "in.csv", database = "out.db", table = "t", columns });
    }

    [Fact]
    public async Task A_wrong_argument_is_named()
    {
        (await _bed.Run(new { database = "out.db", table = "t" })).ShouldBlame("path");
        (await _bed.Run(new { path = "in.csv", database = "in.csv", table = "t" })).ShouldBlame("database");
        (await _bed.Run(new { path = "in.csv", database = "out.db", table = "t", delimiter = "x" })).ShouldBlame("delimiter");
        (await _bed.Run(new { path = "in.csv", database = "out.db", table = "t", batchSize = 0 })).ShouldBlame("batchSize");
        (await _bed.Run(new { path = "in.csv", database = "out.db", table = "t", maxRejected = -1 })).ShouldBlame("maxRejected");
    }
}
