using System.Net.Mime;
using System.Text;
using MassTransit;
using MassTransit.Context;
using MassTransit.Serialization;
using Messaging.Contracts;
using Messaging.Hosting.Serialization;

namespace Messaging.Hosting.Tests.Serialization;

/// <summary>Writes and reads lean bodies without a bus.</summary>
internal static class RawJsonBody
{
    public static string Write<T>(T message)
        where T : class => Encoding.UTF8.GetString(Serializer<T>().GetMessageBody(new MessageSendContext<T>(message)).GetBytes());

    public static T Read<T>(string body)
        where T : class
    {
        Deserialize<T>(body).TryGetMessage<T>(out var message).ShouldBeTrue();
        return message.ShouldNotBeNull();
    }

    public static SerializerContext Deserialize<T>(string body)
        where T : class => Serializer<T>().Deserialize(new BytesMessageBody(Encoding.UTF8.GetBytes(body)), EmptyHeaders.Instance);

    public static RawJsonSerializer<T> Serializer<T>()
        where T : class =>
            new(new ContentType(typeof(T) == typeof(RunTask) ? RawJsonContentTypes.RunTask : RawJsonContentTypes.TaskEvents));
}
