async def rules_page(frame, **words):
    pass

async def rule_page(frame, **words):
    pass

