using System.Buffers;
using System.Text.Json;

namespace Messaging.Tasks.Running;

/// <summary>
/// Writes a handler's result as JSON. What cannot be written now cannot be written by another attempt either, which would only repeat the
/// handler's side effects.
/// </summary>
internal static class ResultWriter
{
    /// <summary>Writes a result.</summary>
    /// <exception cref="UnwritableResultException">It is larger than <see cref="TaskRunner.ResultLimit"/>, or is no JSON.</exception>
    public static JsonElement Write<TResult>(TResult result, JsonSerializerOptions options)
    {
        try
        {
            var buffer = new BoundedBuffer();
            using (
                var writer = new Utf8JsonWriter(
                    buffer, new JsonWriterOptions { Encoder = options.Encoder, MaxDepth = options.MaxDepth, SkipValidation = true }))
            {
                JsonSerializer.Serialize(writer, result, options);
            }

            return JsonElement.Parse(buffer.Written.Span, new JsonDocumentOptions { MaxDepth = options.MaxDepth });
        }
#pragma warning disable CA1031 // Getters, enumerators and converters of the author's may throw anything.
        catch (Exception exception) when (exception is not UnwritableResultException)
#pragma warning restore CA1031
        {
            throw new UnwritableResultException($"The result cannot be written as JSON: {ExceptionText.MessageOf(exception)}", exception);
        }
    }

    /// <summary>Ends the writing of what would be too large, be it without end, before memory is exhausted.</summary>
    private sealed class BoundedBuffer : IBufferWriter<byte>
    {
        /// <summary>The writer asks for the room that a text may need at most, which is several times what it does need.</summary>
        private const int LargestRequest = 8 * TaskRunner.ResultLimit;

        private readonly ArrayBufferWriter<byte> _buffer = new();

        public ReadOnlyMemory<byte> Written => _buffer.WrittenMemory;

        public void Advance(int count)
        {
            _buffer.Advance(count);
            Check(0);
        }

        public Memory<byte> GetMemory(int sizeHint = 0)
        {
            Check(sizeHint);
            return _buffer.GetMemory(sizeHint);
        }

        public Span<byte> GetSpan(int sizeHint = 0) => GetMemory(sizeHint).Span;

        private void Check(int sizeHint)
        {
            if (_buffer.WrittenCount > TaskRunner.ResultLimit || sizeHint > LargestRequest)
            {
                throw new UnwritableResultException(
                    $"The result is larger than {TaskRunner.ResultLimit / 1024} KiB. Store it and return where it is.");
            }
        }
    }
}
