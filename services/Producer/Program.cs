using Messaging.Hosting;
using Messaging.Producer;

var application = WebApplication.CreateBuilder(args).AddProducer().Build();
application.UseServiceDefaults().MapProducer();
await application.RunAsync();
