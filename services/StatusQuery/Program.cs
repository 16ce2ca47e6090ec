using Messaging.Hosting;
using Messaging.StatusQuery;

var application = WebApplication.CreateBuilder(args).AddStatusQuery().Build();
application.UseServiceDefaults().MapStatusQuery();
await application.RunAsync();
