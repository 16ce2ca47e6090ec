using System.Text.Json;
using Messaging.Tasks.Registration;
using Messaging.Tasks.Serialization;
using Messaging.Tasks.Serialization.Schemas;
using Microsoft.Extensions.DependencyInjection;

namespace Messaging.Tasks.Running;

/// <summary>The definition behind one handler class.</summary>
internal sealed class HandlerTaskDefinition<THandler, TArguments, TResult>()
    : TaskDefinition(
        THandler.Name, THandler.Description, THandler.Policy, typeof(THandler), Serialization.ArgumentsSchema.Of(typeof(TArguments)))
    where THandler : class, ITaskHandler<TArguments, TResult>
    where TArguments : notnull
{
    private readonly Lazy<CompiledSchema> _schema = new(() => new CompiledSchema(Serialization.ArgumentsSchema.Of(typeof(TArguments))));

    internal override async Task<JsonElement> Invoke(IServiceProvider services, JsonElement arguments, TaskContext context)
    {
        var typed = ArgumentsReader.Read<TArguments>(arguments, _schema.Value);
        var handler = services.GetRequiredService<THandler>();
        // A method that is not async may return null all the same.
        Task<TResult>? run = handler.Run(typed, context);
        return ResultWriter.Write(
            await (run ?? throw new InvalidOperationException($"{typeof(THandler)}.Run returned null instead of a task.")),
            TaskJson.Options);
    }
}
