using Messaging.Hosting;
using Messaging.Hosting.CommandLine;
using Messaging.Worker;

return await new ServiceCommand("Worker: runs tasks.").Run(
    args, (settings, _) => ServiceProgram.Run(() => WebApplication.CreateBuilder(settings).AddWorker().Build().UseServiceDefaults(), application => application.RunUntilDrained()));
