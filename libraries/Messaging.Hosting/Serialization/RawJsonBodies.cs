using System.Net.Mime;
using MassTransit;
using Messaging.Contracts;

namespace Messaging.Hosting.Serialization;

/// <summary>Gives the hot messages lean bodies. Everything else, and these messages from others, keeps MassTransit's envelope.</summary>
internal static class RawJsonBodies
{
    /// <summary>Makes a bus write lean bodies, and read both.</summary>
    public static void UseRawJsonBodies(this IBusFactoryConfigurator configurator)
    {
        configurator.UseLeanBody<RunTask>(RawJsonContentTypes.RunTask);
        configurator.UseLeanBody<TaskEvents>(RawJsonContentTypes.TaskEvents);
    }

    private static void UseLeanBody<TMessage>(this IBusFactoryConfigurator configurator, string contentType)
        where TMessage : class
    {
        var factory = new RawJsonSerializerFactory<TMessage>(contentType);
        configurator.AddSerializer(factory, isSerializer: false);
        configurator.AddDeserializer(factory);
        configurator.Send<TMessage>(topology => topology.UseSerializer(factory.ContentType));
    }
}

/// <summary>Content types of bodies that are the JSON of one contract and nothing else. Wire format: never renamed.</summary>
internal static class RawJsonContentTypes
{
    public const string RunTask = "application/vnd.messaging.run-task+json";

    public const string TaskEvents = "application/vnd.messaging.task-events+json";
}

/// <summary>Makes the lean serializer of one contract known to a bus.</summary>
internal sealed class RawJsonSerializerFactory<TMessage>(string contentType) : ISerializerFactory
    where TMessage : class
{
    private readonly RawJsonSerializer<TMessage> _serializer = new(new ContentType(contentType));

    public ContentType ContentType => _serializer.ContentType;

    public IMessageSerializer CreateSerializer() => _serializer;

    public IMessageDeserializer CreateDeserializer() => _serializer;
}
