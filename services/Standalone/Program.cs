using System.CommandLine;
using Messaging.Hosting;
using Messaging.Hosting.CommandLine;
using Messaging.Producer;
using Messaging.Standalone;
using Messaging.Standalone.Demo;
using Messaging.StatusQuery;

var demo = new Option<bool>("--demo") { Description = "Submit five tasks, show their states, print the results.", Arity = ArgumentArity.Zero };
return await new ServiceCommand("Standalone: Producer, Worker and StatusQuery in one process, on an in-memory transport and store. Nothing to install, nothing kept.", demo).Run(
    args, (settings, given) => ServiceProgram.Run(
        () => WebApplication.CreateBuilder(settings).AddStandalone(given.GetValue(demo)).Build().UseServiceDefaults().MapProducer().MapStatusQuery(),
        given.GetValue(demo) ? AdditionDemo.Run : Welcome.Serve));
