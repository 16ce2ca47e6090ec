using Messaging.Hosting;
using Messaging.StatusQuery;

return await ServiceProgram.Run(args, () => WebApplication.CreateBuilder(args).AddStatusQuery().Build().UseServiceDefaults().MapStatusQuery());
