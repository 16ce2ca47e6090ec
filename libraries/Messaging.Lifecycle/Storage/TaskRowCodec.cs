using System.Buffers;
using System.Runtime.CompilerServices;
using System.Text.Json;
using System.Text.Json.Serialization;
using System.Text.Json.Serialization.Metadata;
using Messaging.Lifecycle.Sagas;

namespace Messaging.Lifecycle.Storage;

/// <summary>A row's stored form: a <see cref="TaskHeader"/>, then compact JSON. A tombstone is a header alone.</summary>
public static class TaskRowCodec
{
    private static readonly JsonTypeInfo<TaskSaga> RowType = (JsonTypeInfo<TaskSaga>)new JsonSerializerOptions(TaskRowJson.Default.Options)
    {
        // "required" is for whoever creates an object. A default is not written, so reading must not insist on it.
        TypeInfoResolver = TaskRowJson.Default.WithAddedModifier(static type =>
        {
            foreach (var property in type.Properties)
            {
                property.IsRequired = false;
            }
        }).WithAddedModifier(UnknownMembers.Keep),
    }.GetTypeInfo(typeof(TaskSaga));

    /// <summary>Writes a row, with the members that this release does not know if it was read with some.</summary>
    /// <exception cref="InvalidOperationException">It was read without its arguments and result, which would be lost.</exception>
    public static byte[] Encode(TaskSaga saga, uint version)
    {
        if (saga.IsSummary)
        {
            throw new InvalidOperationException($"Of task {saga.CorrelationId} only a summary was read.");
        }

        var buffer = new ArrayBufferWriter<byte>(512);
        new TaskHeader(version, saga.Attempt, saga.State, saga.ActiveCancel is not null).Write(buffer.GetSpan(TaskHeader.Length));
        buffer.Advance(TaskHeader.Length);
        using (var writer = new Utf8JsonWriter(buffer))
        {
            JsonSerializer.Serialize(writer, saga, RowType);
        }

        return buffer.WrittenSpan.ToArray();
    }

    /// <summary>Writes the tombstone of a row.</summary>
    public static byte[] EncodeTombstone(uint version, int attempt)
    {
        var bytes = new byte[TaskHeader.Length];
        new TaskHeader(version, attempt, null, false).Write(bytes);
        return bytes;
    }

    /// <summary>Reads a row; <see langword="null"/> for a tombstone.</summary>
    /// <exception cref="FormatException">The header is not one.</exception>
    /// <exception cref="JsonException">The JSON is not a row.</exception>
    public static TaskSaga? Decode(Guid id, ReadOnlySpan<byte> row)
    {
        var header = TaskHeader.Read(row);
        if (header.State is not { } state)
        {
            return null;
        }

        var saga = JsonSerializer.Deserialize(row[TaskHeader.Length..], RowType)
            ?? throw new JsonException("A stored task row holds a null.");
        saga.CorrelationId = id;
        saga.Version = (int)header.Version;
        saga.CurrentState = (int)state;
        return saga;
    }

    /// <summary>What is found where a row should be: the row, nothing, or something that cannot be used.</summary>
    /// <param name="id">The task's id.</param>
    /// <param name="stored">The bytes; <see langword="null"/> where there are none.</param>
    public static Reading<TaskRow> Read(Guid id, byte[]? stored) => Read<TaskRow>(
        id, stored, static (id, row) =>
            Decode(id, row) is { } task
                ? new Reading<TaskRow>.Found(id, new TaskRow(task, row))
                : new Reading<TaskRow>.Missing(id, IsGone: true));

    /// <summary>The same of its header alone.</summary>
    /// <param name="id">The task's id.</param>
    /// <param name="stored">The bytes, of which only the first <see cref="TaskHeader.Length"/> are looked at; <see langword="null"/> where
    /// there are none.</param>
    public static Reading<TaskHeader> ReadHeader(Guid id, byte[]? stored) => Read<TaskHeader>(
        id, stored, static (id, row) =>
            TaskHeader.Read(row) is { IsTombstone: false } header
                ? new Reading<TaskHeader>.Found(id, header)
                : new Reading<TaskHeader>.Missing(id, IsGone: true));

    /// <summary>What is found where a row should be, without the task's arguments and result.</summary>
    /// <param name="id">The task's id.</param>
    /// <param name="beginning">The first bytes; <see langword="null"/> where there are none.</param>
    /// <param name="length">How many were asked for: where there are fewer, they are the whole row.</param>
    /// <returns><see langword="null"/> when only the whole row tells.</returns>
    public static Reading<TaskRow>? ReadSummary(Guid id, byte[]? beginning, int length) =>
        beginning is null || beginning.Length < length || TaskHeader.IsOfLaterLayout(beginning) ? Read(id, beginning)
        : Summary(beginning) is { } summary ? Mark(Read(id, summary))
        : null;

    private static Reading<TaskRow> Mark(Reading<TaskRow> reading)
    {
        if (reading is Reading<TaskRow>.Found found)
        {
            found.Value.Task.IsSummary = true;
        }

        return reading;
    }

    /// <summary>A row that ends where its arguments or its result begin.</summary>
    private static byte[]? Summary(ReadOnlySpan<byte> beginning)
    {
        var json = beginning[TaskHeader.Length..];
        var reader = new Utf8JsonReader(
            json, isFinalBlock: false, new JsonReaderState(new JsonReaderOptions { MaxDepth = RowType.Options.MaxDepth }));
        try
        {
            // A release before has written them somewhere in the middle.
            if (!reader.Read() || reader.TokenType != JsonTokenType.StartObject || !reader.Read() || !reader.ValueTextEquals("attempts"u8))
            {
                return null;
            }

            var end = 0L;
            while (
                reader.TokenType == JsonTokenType.PropertyName
                    && !reader.ValueTextEquals("arguments"u8)
                    && !reader.ValueTextEquals("result"u8))
            {
                if (!reader.TrySkip())
                {
                    return null;
                }

                end = reader.BytesConsumed;
                if (!reader.Read())
                {
                    return null;
                }
            }

            return reader.TokenType == JsonTokenType.PropertyName ? [.. beginning[..(TaskHeader.Length + (int)end)], (byte)'}'] : null;
        }
        catch (JsonException)
        {
            return null;
        }
    }

    private static Reading<T> Read<T>(Guid id, byte[]? stored, Func<Guid, byte[], Reading<T>> decode)
    {
        if (stored is null)
        {
            return new Reading<T>.Missing(id, IsGone: false);
        }

        if (TaskHeader.IsOfLaterLayout(stored))
        {
            return new Reading<T>.LeftAlone(id, new NewerRowException(id));
        }

        try
        {
            return decode(id, stored);
        }
#pragma warning disable CA1031 // Whatever a damaged row makes its reader throw is about this row alone.
        catch (Exception exception)
#pragma warning restore CA1031
        {
            return new Reading<T>.LeftAlone(id, new UndecodableRowException(id, exception));
        }
    }

    /// <summary>Whether two stored rows say the same, apart from their versions.</summary>
    public static bool SaysTheSame(ReadOnlySpan<byte> left, ReadOnlySpan<byte> right) =>
        left[TaskHeader.VersionRange.End.Value..].SequenceEqual(right[TaskHeader.VersionRange.End.Value..]);
}

/// <summary>Source-generated JSON of stored rows: what is missing takes its default, so that new members can be added.</summary>
/// <remarks>Deeper than the default: arguments may be as deep as a message, and a row puts them one level further down.</remarks>
[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase,
    DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingDefault,
    MaxDepth = 1000,
    Converters = [typeof(UnixMillisecondsConverter), typeof(RawJsonConverter)])]
[JsonSerializable(typeof(TaskSaga))]
[JsonSerializable(typeof(Dictionary<string, JsonElement>))]
internal sealed partial class TaskRowJson : JsonSerializerContext;

/// <summary>Times as milliseconds since 1970: 13 bytes instead of 35.</summary>
internal sealed class UnixMillisecondsConverter : JsonConverter<DateTimeOffset>
{
    public override DateTimeOffset Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) =>
        DateTimeOffset.FromUnixTimeMilliseconds(reader.GetInt64());

    public override void Write(Utf8JsonWriter writer, DateTimeOffset value, JsonSerializerOptions options) =>
        writer.WriteNumberValue(value.ToUnixTimeMilliseconds());
}

/// <summary>
/// Keeps what a stored row holds and this release does not know, in the row itself and in all that is part of it, until the row is written
/// again. It is kept beside the objects, not in them:
/// contracts are among these, which must not let callers add members, and two requests are the same request whatever a later release noted
/// of one.
/// </summary>
internal static class UnknownMembers
{
    private static readonly ConditionalWeakTable<object, Dictionary<string, JsonElement>> Kept = [];

    /// <summary>Lets a type be read and written with members it does not declare.</summary>
    public static void Keep(JsonTypeInfo type)
    {
        if (type.Kind != JsonTypeInfoKind.Object)
        {
            return;
        }

        var members = type.CreateJsonPropertyInfo(typeof(Dictionary<string, JsonElement>), "unknown members");
        members.IsExtensionData = true;
        members.Get = owner => Kept.TryGetValue(owner, out var known) ? known : null;
        members.Set = (owner, known) => Kept.AddOrUpdate(owner, (Dictionary<string, JsonElement>)known!);
        type.Properties.Add(members);
    }
}
