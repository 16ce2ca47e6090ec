using Messaging.AspNetCore;
using Messaging.AspNetCore.CommandLine;
using Messaging.Worker;
using Messaging.Worker.Service;

return await new ServiceCommand("Worker: runs tasks.").Run(
    args, (settings, _) =>
        ServiceProgram.Run(
            () => WebApplication.CreateBuilder(settings).AddWorkerHost().Build().UseServiceDefaults(),
            application => application.RunUntilDrained()));
