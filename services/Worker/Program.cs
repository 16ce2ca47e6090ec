using Messaging.Hosting;
using Messaging.Worker;

var application = WebApplication.CreateBuilder(args).AddWorker().Build();
application.UseServiceDefaults();
await application.RunAsync();
