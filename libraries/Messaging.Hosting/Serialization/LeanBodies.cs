using MassTransit;
using Messaging.Contracts;

namespace Messaging.Hosting.Serialization;

/// <summary>Gives the hot messages lean bodies. Everything else, and these messages from others, keeps MassTransit's envelope.</summary>
internal static class LeanBodies
{
    /// <summary>Makes a bus write lean bodies, and read both.</summary>
    public static void UseLeanBodies(this IBusFactoryConfigurator configurator)
    {
        configurator.UseLeanBody<RunTask>(LeanContentTypes.RunTask);
        configurator.UseLeanBody<TaskEvents>(LeanContentTypes.TaskEvents);
    }

    private static void UseLeanBody<TMessage>(this IBusFactoryConfigurator configurator, string contentType)
        where TMessage : class
    {
        var factory = new LeanSerializerFactory<TMessage>(contentType);
        configurator.AddSerializer(factory, isSerializer: false);
        configurator.AddDeserializer(factory);
        configurator.Send<TMessage>(topology => topology.UseSerializer(factory.ContentType));
    }
}
