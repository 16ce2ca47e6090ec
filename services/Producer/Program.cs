using Messaging.Hosting;
using Messaging.Hosting.CommandLine;
using Messaging.Producer;

return await new ServiceCommand("Producer: accepts tasks over HTTP and from the broker, and sends them to workers.").Run(
    args, (settings, _) => ServiceProgram.Run(() => WebApplication.CreateBuilder(settings).AddProducer().Build().UseServiceDefaults().MapProducer()));
