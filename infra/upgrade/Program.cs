using Messaging.Upgrade;

return await RecorderCommandLine.Create().Parse(args).InvokeAsync();
