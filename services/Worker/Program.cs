using Messaging.Hosting;
using Messaging.Worker;

return await ServiceProgram.Run(args, () => WebApplication.CreateBuilder(args).AddWorker().Build().UseServiceDefaults(), application => application.RunUntilDrained());
