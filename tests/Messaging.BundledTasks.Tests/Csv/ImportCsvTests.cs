using Messaging.Tasks;

namespace Messaging.BundledTasks.Tests.Csv;

#pragma warning disable CA1001 // The test framework disposes of it through IAsyncLifetime.
public sealed class ImportCsvTests : IAsyncLifetime
#pragma warning restore CA1001
{
    private readonly ImportBed _bed = new();

    public ValueTask InitializeAsync() => ValueTask.CompletedTask;

    public async ValueTask DisposeAsync() => await _bed.DisposeAsync();

    [Fact]
    public async Task Every_row_ends_in_the_table()
    {
        _bed.Write("\uFEFFid,full name,note\r\n1,Ann,\"a, \"\"b\"\"\r\nc\"\r\n2,Björn,\r\n");

        var result = await _bed.Succeed(ImportBed.Arguments());

        result.GetRawText().ShouldBe("""{"imported":2,"rejected":0}""");
        _bed.Query("SELECT id || '|' || \"full name\" || '|' || note FROM people ORDER BY id")
            .ShouldBe(["1|Ann|a, \"b\"\r\nc", "2|Björn|"]);
    }

    [Fact]
    public async Task Columns_may_be_chosen_and_typed()
    {
        _bed.Write("name;age;weight;active;ignored\nAnn;41;61.5;true;x\nBob;;;0;y\n");

        await _bed.Succeed(new
        {
            path = "in.csv",
            database = "deep/er/out.db",
            table = "people",
            delimiter = ";",
            columns = new object[]
            {
                new { name = "Active", type = "boolean" },
                new { name = "age", type = "integer" },
                new { name = "weight", type = "real" },
                new { name = "name", required = true },
            },
        });

        _bed.Query("SELECT group_concat(name || ' ' || type) FROM pragma_table_info('people')", "deep/er/out.db")
            .ShouldBe(["Active INTEGER,age INTEGER,weight REAL,name TEXT"]);
        _bed.Query(
            "SELECT active || '|' || coalesce(age, 'NULL') || '|' || coalesce(weight, 'NULL') || '|' || name FROM people", "deep/er/out.db")
            .ShouldBe(["1|41|61.5|Ann", "0|NULL|NULL|Bob"]);
    }

    [Fact]
    public async Task Rows_that_do_not_fit_are_reported_and_the_rest_goes_on()
    {
        var rows = "name,age\nAnn,41\nBob\n\"Carol\nC.\",old\nDave,1,2\n\nEve,9223372036854775808\n,5\nF\"a\"y,6\nGus,7\n"u8.ToArray();
        await File.WriteAllBytesAsync(Path.Combine(_bed.Data, "in.csv"), [.. rows, .. "H\xE4ns,8\n".Select(character => (byte)character)]);
        var id = Guid.NewGuid();

        var result = await _bed.Succeed(
            new
            {
                path = "in.csv",
                database = "out.db",
                table = "people",
                batchSize = 2,
                columns = new object[] { new { name = "name", required = true }, new { name = "age", type = "integer" } },
            },
            id);

        result.GetRawText().ShouldBe($$"""{"imported":2,"rejected":7,"report":"reports/{{id}}.csv"}""");
        _bed.Query("SELECT name FROM people").ShouldBe(["Ann", "Gus"]);
        _bed.Read($"reports/{id}.csv").ShouldBe(
            """"
            line,reason,row
            3,It has 1 fields instead of 2.,Bob
            4,'age' is not of type integer.,"""Carol
            C."",old"
            6,It has 3 fields instead of 2.,"Dave,1,2"
            8,'age' is not of type integer.,"Eve,9223372036854775808"
            9,'name' is empty.,",5"
            10,A quote is within a field that is not quoted.,"F""a""y,6"
            12,'name' is not UTF-8.,"H�ns,8"

            """".ReplaceLineEndings("\n"));
        _bed.Query("SELECT count(*) FROM _messaging_rejections").ShouldBe(["0"]);
    }

    [Fact]
    public async Task Rows_that_the_table_refuses_are_reported_and_the_rest_goes_on()
    {
        _bed.Query("CREATE TABLE people (id INTEGER PRIMARY KEY ON CONFLICT ROLLBACK, name TEXT NOT NULL, extra TEXT DEFAULT 'x')");
        _bed.Write("id,name\n1,Ann\n1,Bob\n2,Carol\n");
        var id = Guid.NewGuid();

        (await _bed.Succeed(ImportBed.Arguments(), id)).GetProperty("imported").GetInt64().ShouldBe(2);

        _bed.Query("SELECT name || extra FROM people").ShouldBe(["Annx", "Carolx"]);
        _bed.Read($"reports/{id}.csv").ShouldContain("UNIQUE constraint failed: people.id");
    }

    [Fact]
    public async Task Progress_tells_rows_and_the_share_of_the_file()
    {
        _bed.WriteRows(100_000);
        var reports = new List<TaskProgress>();

        (await _bed.Run(ImportBed.Arguments(batchSize: 1000), onProgress: reports.Add)).ShouldSucceed();

        reports[0].Message.ShouldBe("1000 rows imported, 0 rejected");
        reports[0].Percent!.Value.ShouldBeInRange(0.1, 10);
        reports.Select(report => report.Percent!.Value).ShouldBeInOrder();
        reports[^1].ShouldBe(new TaskProgress(100, "100000 rows imported, 0 rejected"));
    }

    [Fact]
    public async Task More_bad_rows_than_allowed_fail_the_import_for_good_with_a_report()
    {
        _bed.Write("a,b\n1,2\n3\n4,5\n6\n7\n8,9\n");
        var id = Guid.NewGuid();

        var first = (await _bed.Run(ImportBed.Arguments(batchSize: 2, maxRejected: 2), id)).ShouldFailForGood();
        var second = (await _bed.Run(ImportBed.Arguments(batchSize: 2, maxRejected: 2), id, attempt: 2)).ShouldFailForGood();

        first.Message.ShouldStartWith("More than 2 rows were rejected");
        second.Message.ShouldBe(first.Message);
        _bed.Read($"reports/{id}.csv").Split('\n').Length.ShouldBe(5);
        _bed.Query("SELECT a FROM people").ShouldBe(["1", "4"]);
    }

    [Fact]
    public async Task A_quote_that_is_never_closed_does_not_swallow_the_memory()
    {
        _bed.Write("a,b\n1,\"" + new string('x', 10_000_000));

        (await _bed.Run(ImportBed.Arguments())).ShouldFailForGood().Message.ShouldContain("Is a quote not closed?");
    }

    [Fact]
    public async Task A_file_may_be_larger_than_a_row()
    {
        _bed.Write("a,b\n" + string.Concat(Enumerable.Repeat($"1,{new string('x', 100_000)}\n", 60)));

        (await _bed.Succeed(ImportBed.Arguments())).GetProperty("imported").GetInt64().ShouldBe(60);
    }

    [Theory]
    [InlineData("", "no header row")]
    [InlineData("a,A\n1,2\n", "two columns 'a'")]
    [InlineData("a,\n1,2\n", "Column 2 of the header")]
    [InlineData("a,\"b\"\"); DROP TABLE x; --\"\n1,2\n", "Column 2 of the header")]
    public async Task A_header_that_names_no_columns_fails_for_good(string content, string message)
    {
        _bed.Write(content);

        (await _bed.Run(ImportBed.Arguments())).ShouldFailForGood().Message.ShouldContain(message);
    }

    [Fact]
    public async Task Columns_that_the_file_or_the_table_lacks_fail_for_good()
    {
        _bed.Write("a,b\n1,2\n");
        var missing = new { path = "in.csv", database = "out.db", table = "t", columns = new[] { new { name = "c" } } };

        (await _bed.Run(missing)).ShouldFailForGood().Message.ShouldContain("The header has no column 'c'");
        await _bed.Succeed(new { path = "in.csv", database = "out.db", table = "t", columns = new[] { new { name = "a" } } });
        (await _bed.Run(new { path = "in.csv", database = "out.db", table = "t" })).ShouldFailForGood().Message.ShouldContain("'t' has no column 'b'");
    }

    [Fact]
    public async Task A_file_that_is_not_there_fails_for_good_and_leaves_no_database()
    {
        (await _bed.Run(ImportBed.Arguments())).ShouldFailForGood().Message.ShouldBe("There is no file 'in.csv' in the data directory.");

        File.Exists(Path.Combine(_bed.Data, "out.db")).ShouldBeFalse();
    }

    [Fact]
    public async Task A_file_that_is_no_database_is_left_as_it_is()
    {
        _bed.WriteRows(3);
        var content = new string('x', 4096);
        _bed.Write(content, "out.db");

        (await _bed.Run(ImportBed.Arguments())).ShouldFailForGood().Message.ShouldContain("The database 'out.db' cannot be used");

        _bed.Read("out.db").ShouldBe(content);
    }

    [Fact]
    public async Task Texts_are_values_whatever_they_say()
    {
        _bed.Write("id,name\n1,\"'); DROP TABLE people; --\"\n", "in.csv");

        await _bed.Succeed(ImportBed.Arguments());

        _bed.Query("SELECT name FROM people").ShouldBe(["'); DROP TABLE people; --"]);
    }
}
