using Messaging.Hosting;
using Messaging.Producer;

return await ServiceProgram.Run(() => WebApplication.CreateBuilder(args).AddProducer().Build().UseServiceDefaults().MapProducer());
