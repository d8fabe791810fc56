if (args is ["many", var file])
    await StockProgram.SendManyAsync(file, Console.Out);
else
    await StockProgram.SendLargeAsync(args[1], Console.Out);
