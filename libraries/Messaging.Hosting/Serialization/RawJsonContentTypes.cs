namespace Messaging.Hosting.Serialization;

/// <summary>Content types of bodies that are the JSON of one contract and nothing else. Wire format: never renamed.</summary>
internal static class RawJsonContentTypes
{
    public const string RunTask = "application/vnd.messaging.run-task+json";

    public const string TaskEvents = "application/vnd.messaging.task-events+json";
}
