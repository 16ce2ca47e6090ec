using Messaging.Hosting;
using Messaging.Producer;

return await ServiceProgram.Run(args, () => WebApplication.CreateBuilder(args).AddProducer().Build().UseServiceDefaults().MapProducer());
