using Messaging.Hosting;
using Messaging.Producer;
using Messaging.Standalone;
using Messaging.Standalone.Demo;
using Messaging.StatusQuery;

if (args.Contains("--help"))
{
    return Welcome.WriteHelp();
}

var isDemo = args.Contains("--demo");
return await ServiceProgram.Run(
    args,
    () => WebApplication.CreateBuilder(args).AddStandalone(isDemo).Build().UseServiceDefaults().MapProducer().MapStatusQuery(),
    isDemo ? AdditionDemo.Run : Welcome.Serve);
