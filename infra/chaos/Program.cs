using Messaging.Chaos;

return await ChaosCommandLine.Create().Parse(args).InvokeAsync();
