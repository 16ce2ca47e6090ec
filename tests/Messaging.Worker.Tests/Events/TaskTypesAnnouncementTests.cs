using Messaging.Contracts;
using Messaging.Tasks.Registration;
using Messaging.TestSupport;

namespace Messaging.Worker.Tests.Events;

public sealed class TaskTypesAnnouncementTests
{
    [Fact]
    public async Task A_worker_tells_the_schemas_of_all_its_tasks_when_it_starts_and_every_minute()
    {
        await using var worker = await RunningWorker.Start(("Worker:Queues", "default, slow"));
        await Eventually.Is(() => worker.Broker.Sent<TaskTypesRegistered>().Count == 1);

        var told = worker.Broker.Sent<TaskTypesRegistered>().Single();
        told.Worker.ShouldBe(RunningWorker.Name);
        told.Queues.ShouldBe(["default", "slow"]);
        told.Types.Select(type => type.Name).ShouldBe(worker.Get<TaskRegistry>().Definitions.Select(definition => definition.Name));
        told.Types.Select(type => type.Name).ShouldContain(ScriptedTask.Name);
        told.Types.ShouldAllBe(type => type.ArgumentsSchema != null && type.MaxAttempts != null && type.TimeLimit != null);
        told.Types.Single(type => type.Name == TypedTask.Name).ArgumentsSchema!.Value.ToString().ShouldContain("seconds");

        await Eventually.Is(() =>
        {
            worker.Clock.Advance(TimeSpan.FromMinutes(1));
            return worker.Broker.Sent<TaskTypesRegistered>().Count > 2;
        });
    }
}
