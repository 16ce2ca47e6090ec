using System.Text.Json;
using Messaging.Client.Errors;
using Messaging.Client.Status;
using Messaging.Client.Submission;
using Messaging.Client.Testing;

namespace Messaging.Client.Tests.Testing;

public sealed class FakeTaskClientTests
{
    private static readonly TimeSpan Moment = TimeSpan.FromSeconds(1);

    private readonly FakeTaskClient _client = new();

    [Fact]
    public async Task What_is_submitted_is_kept_as_it_would_travel()
    {
        await _client.SubmitAsync("email.send", new { To = "ann@example.org" }, new SubmitOptions { Queue = "mail" });

        var submission = _client.Submissions.ShouldHaveSingleItem();
        submission.Name.ShouldBe("email.send");
        submission.Args.GetProperty("to").GetString().ShouldBe("ann@example.org");
        submission.Options.Queue.ShouldBe("mail");
    }

    [Fact]
    public async Task A_task_succeeds_with_the_result_that_the_test_makes_of_its_arguments()
    {
        _client.Succeed("math.add", args => args.GetProperty("a").GetInt32() + args.GetProperty("b").GetInt32());

        (await (await _client.SubmitAsync("math.add", new { a = 1, b = 2 })).WaitAsync<int>(Moment)).ShouldBe(3);
    }

    [Fact]
    public async Task A_task_fails_as_the_test_says()
    {
        _client.Fail("math.add", "overflow", "Too large.");

        var failure = await Should.ThrowAsync<TaskFailedException>((await _client.SubmitAsync("math.add")).WaitAsync(Moment));

        failure.ErrorType.ShouldBe("overflow");
        failure.ErrorMessage.ShouldBe("Too large.");
    }

    [Fact]
    public async Task A_task_is_refused_as_the_test_says_alone_and_among_many()
    {
        _client.Refuse("math.add", new TaskRefusedException("No.", 422));

        await Should.ThrowAsync<TaskRefusedException>(_client.SubmitAsync("math.add"));
        (await _client.SubmitManyAsync([new("math.add"), new("math.subtract")]))
            .Select(outcome => outcome.IsAccepted)
            .ShouldBe([false, true]);
    }

    [Fact]
    public async Task A_task_without_an_end_stays_queued_until_it_is_cancelled()
    {
        var task = await _client.SubmitAsync("math.add");

        (await task.GetAsync()).State.ShouldBe(TaskStateNames.Queued);
        await Should.ThrowAsync<TimeoutException>(task.WaitAsync(Moment));
        (await task.CancelAsync()).ShouldBeTrue();
        (await task.GetAsync()).State.ShouldBe(TaskStateNames.Canceled);
    }

    [Fact]
    public async Task The_same_id_again_is_one_task()
    {
        var options = new SubmitOptions { Id = Guid.NewGuid() };
        await _client.SubmitAsync("math.add", null, options);
        await _client.SubmitAsync("math.add", null, options);

        _client.Submissions.ShouldHaveSingleItem().Id.ShouldBe(options.Id.Value);
    }

    [Fact]
    public async Task A_typed_task_has_its_typed_result()
    {
        _client.Succeed("math.add", 3);

        (await (await _client.SubmitAsync(new TypedTask<JsonElement, int>("math.add"), JsonElement.Parse("{}"))).WaitAsync(Moment))
            .ShouldBe(3);
    }
}
