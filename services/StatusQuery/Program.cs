using Messaging.Hosting;
using Messaging.Hosting.CommandLine;
using Messaging.StatusQuery;

return await new ServiceCommand("StatusQuery: follows what becomes of tasks, and tells it over HTTP.").Run(
    args, (settings, _) => ServiceProgram.Run(() => WebApplication.CreateBuilder(settings).AddStatusQuery().Build().UseServiceDefaults().MapStatusQuery()));
