async def workbench_page(frame, **words):
    pass

