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
