import { PageHead } from '../../parts/page-head.tsx';

export const ChannelsPage = () => <PageHead title="ChannelsPage" />;
