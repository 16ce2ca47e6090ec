namespace Messaging.Upgrade;

/// <summary>What an upgrade under load is made with.</summary>
/// <param name="From">Where the programs of the release before are.</param>
/// <param name="To">Where those of this one are.</param>
/// <param name="Redis">Connection string of an empty Redis.</param>
/// <param name="RabbitMq">Connection string of an empty RabbitMQ.</param>
/// <param name="RabbitMqTool">The script that governs that RabbitMQ.</param>
/// <param name="RabbitMqDirectory">The directory that script knows it by.</param>
/// <param name="Logs">Where the logs of all processes go.</param>
/// <param name="Seed">Seed of everything random.</param>
/// <param name="Rate">Tasks submitted per second.</param>
/// <param name="Pause">How long each mixture of versions works before the next process is replaced.</param>
internal sealed record RollSettings(
    string From,
    string To,
    string Redis,
    string RabbitMq,
    string RabbitMqTool,
    string RabbitMqDirectory,
    string Logs,
    int Seed,
    int Rate,
    TimeSpan Pause);
