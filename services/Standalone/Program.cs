using System.CommandLine;
using Messaging.AspNetCore;
using Messaging.AspNetCore.CommandLine;
using Messaging.Standalone;
using Messaging.Standalone.Demo;

var demo = new Option<bool>("--demo")
{
    Description = "Submit five tasks, show their states, print the results.",
    Arity = ArgumentArity.Zero,
};
return await new ServiceCommand(
    "Standalone: Producer, Worker and StatusQuery in one process, on an in-memory transport and store. Nothing to install, nothing kept.",
    demo)
    .Run(
    args, (settings, given) => ServiceProgram.Run(
        () => WebApplication.CreateBuilder(settings).AddStandaloneHost(given.GetValue(demo)).Build()
            .UseServiceDefaults().MapProducer().MapOperations().MapStatusQuery(),
        given.GetValue(demo) ? AdditionDemo.Run : Welcome.Serve));
