using Messaging.Hosting;
using Messaging.StatusQuery;

return await ServiceProgram.Run(() => WebApplication.CreateBuilder(args).AddStatusQuery().Build().UseServiceDefaults().MapStatusQuery());
