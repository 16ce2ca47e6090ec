using System.CommandLine;

namespace Messaging.Bench.Commands;

/// <summary>How tasks are submitted, where a command submits many.</summary>
internal sealed class SubmissionOptions
{
    public SubmissionOptions(int tasks, string tasksDescription) => Tasks = WholeNumber.Option("--tasks", tasks, tasksDescription);

    public Option<int> Tasks { get; }

    public Option<int> Batch { get; } = WholeNumber.Option(
        "--batch", 200, "Tasks in one request; 1 uses POST /api/v1/tasks, more POST /api/v1/tasks/batch.", most: 1000);

    public Option<int> Callers { get; } = WholeNumber.Option("--callers", 4, "Requests at the same time.", most: 1000);

    public Command AddTo(Command command)
    {
        command.Add(Tasks);
        command.Add(Batch);
        command.Add(Callers);
        return command;
    }
}
