using System.Buffers;
using System.Text.Json;
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
    public static byte[] Encode(TaskSaga saga, uint version)
    {
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

    /// <summary>Whether two stored rows say the same, apart from their versions.</summary>
    public static bool SaysTheSame(ReadOnlySpan<byte> left, ReadOnlySpan<byte> right) =>
        left[TaskHeader.VersionRange.End.Value..].SequenceEqual(right[TaskHeader.VersionRange.End.Value..]);
}
