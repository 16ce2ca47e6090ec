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
await using var application = WebApplication.CreateBuilder(args).AddStandalone(isDemo).Build();
application.UseServiceDefaults().MapProducer().MapStatusQuery();
if (isDemo)
{
    return await AdditionDemo.Run(application);
}

await application.StartAsync();
Welcome.Write(application);
await application.WaitForShutdownAsync();
return 0;
