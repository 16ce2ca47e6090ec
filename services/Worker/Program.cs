using Messaging.Hosting;
using Messaging.Worker;

return await ServiceProgram.Run(() => WebApplication.CreateBuilder(args).AddWorker().Build().UseServiceDefaults(), application => application.RunUntilDrained());
