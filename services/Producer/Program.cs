using Messaging.AspNetCore;
using Messaging.AspNetCore.CommandLine;
using Messaging.Producer.Service;

return await new ServiceCommand("Producer: accepts tasks over HTTP and from the broker, and sends them to workers.").Run(
    args, (settings, _) => ServiceProgram.Run(
        () => WebApplication.CreateBuilder(settings).AddProducerHost().Build().UseServiceDefaults().MapProducer().MapOperations()));
