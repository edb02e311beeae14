async def audit_page(frame, **words):
    pass
