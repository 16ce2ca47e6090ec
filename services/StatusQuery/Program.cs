using Messaging.AspNetCore;
using Messaging.AspNetCore.CommandLine;
using Messaging.StatusQuery.Service;

return await new ServiceCommand("StatusQuery: follows what becomes of tasks, and tells it over HTTP.").Run(
    args, (settings, _) =>
        ServiceProgram.Run(
            () => WebApplication.CreateBuilder(settings).AddStatusQueryHost().Build().UseServiceDefaults().MapStatusQuery()));
