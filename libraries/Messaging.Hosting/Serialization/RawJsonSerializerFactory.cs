using System.Net.Mime;
using MassTransit;

namespace Messaging.Hosting.Serialization;

/// <summary>Makes the lean serializer of one contract known to a bus.</summary>
internal sealed class RawJsonSerializerFactory<TMessage>(string contentType) : ISerializerFactory
    where TMessage : class
{
    private readonly RawJsonSerializer<TMessage> _serializer = new(new ContentType(contentType));

    public ContentType ContentType => _serializer.ContentType;

    public IMessageSerializer CreateSerializer() => _serializer;

    public IMessageDeserializer CreateDeserializer() => _serializer;
}
